#!/bin/sh
# Holds the objects of deploy/kubernetes to what Kubernetes says of them: that there is each field, and of which type it is (npm's kubernetes-models, made of the OpenAPI
# document of Kubernetes). Where kubectl reaches a cluster, that one's API server judges them too and keeps nothing:
#   deploy/test/kube.sh                the fields
#   deploy/test/kube.sh --server       and the cluster of the current context; the namespace waygate must be there
# An API server older than 1.27 does not know all of them.
set -eu
cd "$(dirname -- "$0")/../.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node_modules/.bin/node --conditions=development deploy/test/kube-objects.ts "$work/objects.ts" deploy/kubernetes/*.yaml
cd "$work"
npm init --yes > /dev/null
npm install --ignore-scripts --no-audit --no-fund --silent kubernetes-models@4.5.1
"$root/node_modules/.bin/tsc" --noEmit --skipLibCheck --strict --module nodenext --moduleResolution nodenext objects.ts
echo "ok - Kubernetes knows every field"
# The check can fail: a field that nobody knows is told.
sed 's/"revisionHistoryLimit"/"revisionHistoryLimits"/' objects.ts > wrong.ts
if "$root/node_modules/.bin/tsc" --noEmit --skipLibCheck --strict --module nodenext --moduleResolution nodenext wrong.ts > /dev/null; then
  echo "not ok - a field that there is not was not told"
  exit 1
fi
if [ "${1:-}" = --server ]; then
  cd "$root"
  kubectl apply --dry-run=server --filename deploy/kubernetes/secrets.example.yaml
  kubectl apply --dry-run=server --kustomize deploy/kubernetes
  echo "ok - the API server takes them"
fi
