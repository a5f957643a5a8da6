import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TRANSFER_LIMITS } from '@waygate/schema';
import { configSchema, readConfig, SECRET_VARIABLES } from '@waygate/server';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const manifest = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')));
/** What a stop takes beside the drain, seconds: what is under way, and what is handed over. docs/scale.md says the same. */
const STOP_SECONDS = 25;
const VARIABLES = new Set([...Object.keys(configSchema.shape), ...SECRET_VARIABLES.map((name) => `${name}_FILE`)]);
/** Of the compose file itself, and of the scripts that make images and secrets. */
const NOT_OF_THE_SERVER = new Set([
  'WAYGATE_IMAGE',
  'WAYGATE_BIND',
  'WAYGATE_HOST_NAME',
  'WAYGATE_IMAGE_WORK',
  'WAYGATE_TEST_KEEP',
  'WAYGATE_TEST_MONGOD',
]);
const withMongo = { WAYGATE_MONGODB_URI: 'mongodb://db/waygate?tls=true' };

/** The environment of a container with files of its own in the place of those that are mounted. */
function asMounted(environment: Readonly<Record<string, string>>): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'waygate-mounted-'));
  const text: Record<string, string> = { 'mongodb-uri': withMongo.WAYGATE_MONGODB_URI };
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => {
      if (!SECRET_VARIABLES.some((secret) => name === `${secret}_FILE`)) return [name, value];
      const file = join(folder, basename(value));
      writeFileSync(file, text[basename(value)] ?? 'a long enough secret');
      return [name, file];
    }),
  );
}

const seconds = (text: string) => Number(/^(\d+)s$/.exec(text)?.[1]);

it('names no variable that the server does not have', () => {
  const files = readdirSync(join(root, 'deploy'), { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.startsWith('secrets'))
    .map((file) => `deploy/${file}`)
    .filter((file) => /\.(yaml|conf|service|env|sh|js|md)$|Dockerfile$/.test(file));
  expect(files.length).toBeGreaterThan(15);
  for (const file of [...files, 'docs/deploy.md', 'docs/upgrade.md']) {
    const named = (read(file).match(/WAYGATE_[A-Z_]*[A-Z]/g) ?? []).filter((name) => !NOT_OF_THE_SERVER.has(name));
    expect(
      named.filter((name) => !VARIABLES.has(name)),
      file,
    ).toEqual([]);
  }
});

it('gives an image a user, a port and a version that agree with everything else', () => {
  const file = read('deploy/Dockerfile');
  expect(file).toContain(`ARG VERSION=${manifest.version}`);
  expect(file).toMatch(/^USER 10001:10001$/m);
  expect(file).toMatch(/^STOPSIGNAL SIGTERM$/m);
  expect(file).toMatch(/^EXPOSE 8080$/m);
  const stages = file.match(/^FROM .*/gm) ?? [];
  expect(
    [stages.length, stages.every((stage) => /^FROM \$\{NODE_IMAGE\}/.test(stage))],
    'every stage is of the base that can be pinned',
  ).toEqual([2, true]);
  expect(file.indexOf('/healthz')).toBeGreaterThan(file.indexOf('HEALTHCHECK'));
  const ignored = read('.dockerignore').split('\n');
  for (const secret of ['deploy/secrets', '**/keys.json', '**/*.sqlite*', '**/data', '**/node_modules']) expect(ignored).toContain(secret);
});

describe('deploy/compose.yaml', () => {
  const service = z.looseObject({
    image: z.string(),
    environment: z.record(z.string(), z.string()).optional(),
    read_only: z.boolean().optional(),
    cap_drop: z.array(z.string()).optional(),
    stop_grace_period: z.string().optional(),
    extra_hosts: z.array(z.string()).optional(),
    secrets: z.array(z.union([z.string(), z.object({ source: z.string(), target: z.string() })])).optional(),
    volumes: z.array(z.string()).optional(),
    networks: z.union([z.array(z.string()), z.record(z.string(), z.object({ ipv4_address: z.string() }).nullable())]).optional(),
    depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  });
  const compose = z
    .object({
      services: z.record(z.string(), service),
      secrets: z.record(z.string(), z.object({ file: z.string() })),
      networks: z.record(z.string(), z.unknown()),
      volumes: z.record(z.string(), z.unknown()),
    })
    // As compose does where nothing else is said.
    .parse(parse(read('deploy/compose.yaml').replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'), { merge: true }));
  const copies = ['waygate-1', 'waygate-2'].map((name) => service.parse(compose.services[name]));

  it('starts two copies that the server accepts, with a stop that is long enough', () => {
    for (const { environment = {}, image, read_only, cap_drop, stop_grace_period = '' } of copies) {
      const config = readConfig(asMounted(environment));
      expect(config).toMatchObject({ publicUrl: 'https://localhost:8443', drainSeconds: 5 });
      expect(config.mongodbUri).toBe(withMongo.WAYGATE_MONGODB_URI);
      expect(seconds(stop_grace_period)).toBeGreaterThanOrEqual(config.drainSeconds + STOP_SECONDS);
      expect(image).toContain(`waygate:${manifest.version}`);
      expect([read_only, cap_drop]).toEqual([true, ['ALL']]);
    }
  });

  it('has every secret, network, volume and service that it names, and makes every secret', () => {
    const made = mkdtempSync(join(tmpdir(), 'waygate-made-'));
    const { status } = spawnSync(join(root, 'deploy/make-secrets.sh'), [made], { stdio: 'ignore' });
    expect(status).toBe(0);
    for (const { file } of Object.values(compose.secrets)) expect(existsSync(join(made, basename(file))), file).toBe(true);
    const config = readConfig({
      WAYGATE_MONGODB_URI_FILE: join(made, 'mongodb-uri'),
      WAYGATE_METRICS_TOKEN_FILE: join(made, 'metrics-token'),
    });
    expect(config.mongodbUri).toContain(readFileSync(join(made, 'mongo-waygate-password'), 'utf8').trim());
    for (const { secrets = [], networks = [], volumes = [], depends_on = {} } of Object.values(compose.services)) {
      for (const secret of secrets) expect(compose.secrets).toHaveProperty([typeof secret === 'string' ? secret : secret.source]);
      for (const network of Array.isArray(networks) ? networks : Object.keys(networks)) expect(compose.networks).toHaveProperty([network]);
      for (const name of Object.keys(depends_on)) expect(compose.services).toHaveProperty([name]);
      for (const volume of volumes) {
        const [from = ''] = volume.split(':');
        if (from.startsWith('.')) expect(existsSync(join(root, 'deploy', from)), from).toBe(true);
        else expect(compose.volumes).toHaveProperty([from]);
      }
    }
  });

  it('gives metrics to the token alone, and Waygate an account that may change its indexes', () => {
    for (const { environment = {} } of copies) {
      expect(readConfig(asMounted(environment)).metrics).toMatchObject({ from: ['127.0.0.1/32'], token: expect.any(String) });
    }
    expect(read('deploy/mongo-init.js')).toContain("{ resource: { db: 'waygate', collection: '' }, actions: ['collMod'] }");
  });

  it('believes nginx alone, which leads to the copies by their names', () => {
    const networks = compose.services['nginx']?.networks;
    const address = Array.isArray(networks) ? undefined : networks?.['front']?.ipv4_address;
    for (const { environment = {} } of copies) expect(readConfig(asMounted(environment)).trustedProxies).toEqual([address]);
    const nginx = read('deploy/nginx.conf');
    const known = copies.map(
      ({ networks = {} }, at) => `waygate-${at + 1}:${Array.isArray(networks) ? '' : networks['front']?.ipv4_address}`,
    );
    expect(compose.services['nginx']?.extra_hosts, 'it starts also while one of them is away').toEqual(known);
    for (const name of ['waygate-1', 'waygate-2']) expect(nginx).toMatch(new RegExp(`^ {4}server ${name}:8080 `, 'm'));
  });
});

it('deploy/nginx.conf takes files as large as an import may be, and holds no stream back', () => {
  const nginx = read('deploy/nginx.conf');
  const largest = 2 * TRANSFER_LIMITS.bytes + 1024 * 1024;
  expect(Number(/client_max_body_size (\d+)m;/.exec(nginx)?.[1]) * 1024 * 1024).toBeGreaterThanOrEqual(largest);
  expect(/location = \/authenticator\/inbox \{[^}]*proxy_buffering off;[^}]*\}/.test(nginx)).toBe(true);
});

describe('deploy/kubernetes', () => {
  const folder = 'deploy/kubernetes';
  const object = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string() }) });
  const objects = readdirSync(join(root, folder))
    .filter((file) => file !== 'kustomization.yaml')
    .flatMap((file) =>
      parseAllDocuments(read(`${folder}/${file}`), { strict: true }).map((document) => ({
        file,
        errors: document.errors,
        value: object.parse(document.toJS()),
      })),
    );
  const only = (kind: string, name: string) => objects.find(({ value }) => value.kind === kind && value.metadata.name === name)?.value;
  const probe = z.object({
    httpGet: z.object({ path: z.string(), port: z.literal('http') }),
    periodSeconds: z.number(),
    failureThreshold: z.number(),
    timeoutSeconds: z.number().optional(),
  });
  const pod = z
    .looseObject({
      spec: z.looseObject({
        selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
        template: z.object({
          metadata: z.object({ labels: z.record(z.string(), z.string()) }),
          spec: z.looseObject({
            terminationGracePeriodSeconds: z.number(),
            enableServiceLinks: z.literal(false),
            automountServiceAccountToken: z.literal(false),
            securityContext: z.looseObject({
              runAsNonRoot: z.literal(true),
              runAsUser: z.literal(10001),
              seccompProfile: z.object({ type: z.literal('RuntimeDefault') }),
            }),
            containers: z.tuple([
              z.looseObject({
                ports: z.tuple([z.looseObject({ name: z.literal('http'), containerPort: z.number() })]),
                securityContext: z.object({
                  allowPrivilegeEscalation: z.literal(false),
                  readOnlyRootFilesystem: z.literal(true),
                  capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
                }),
                livenessProbe: probe,
                readinessProbe: probe,
                startupProbe: probe,
                volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() })),
                envFrom: z.tuple([z.object({ configMapRef: z.object({ name: z.literal('waygate-config') }) })]),
              }),
            ]),
            volumes: z.array(z.looseObject({ name: z.string(), secret: z.looseObject({ secretName: z.string() }).optional() })),
          }),
        }),
      }),
    })
    .parse(only('Deployment', 'waygate')).spec;
  const [container] = pod.template.spec.containers;
  const data = z.object({ data: z.record(z.string(), z.string()) }).parse(only('ConfigMap', 'waygate-config')).data;

  it('parses, and the kustomization has every file but the example of secrets', () => {
    for (const { file, errors } of objects) expect(errors, file).toEqual([]);
    const { resources, images } = z
      .object({ resources: z.array(z.string()), images: z.tuple([z.looseObject({ newTag: z.string() })]) })
      .parse(parse(read(`${folder}/kustomization.yaml`)));
    expect([...resources, 'secrets.example.yaml'].sort()).toEqual([...new Set(objects.map(({ file }) => file))].sort());
    expect(images[0].newTag).toBe(manifest.version);
  });

  it('gives the server settings that it accepts, and files of secrets where it looks for them', () => {
    const config = readConfig(asMounted(data));
    expect(config.mongodbUri).toBe(withMongo.WAYGATE_MONGODB_URI);
    const keysOf = (name: string) => z.object({ stringData: z.record(z.string(), z.string()) }).parse(only('Secret', name)).stringData;
    const files = container.volumeMounts.flatMap(({ name, mountPath }) => {
      const secret = pod.template.spec.volumes.find((volume) => volume.name === name)?.secret?.secretName;
      return secret === undefined ? [] : Object.keys(keysOf(secret)).map((key) => `${mountPath}/${key}`);
    });
    for (const [name, value] of Object.entries(data)) if (name.endsWith('_FILE')) expect(files, name).toContain(value);
    const wrong = z.string().parse(keysOf('waygate-secrets')['mongodb-uri']);
    expect(configSchema.shape.WAYGATE_MONGODB_URI.safeParse(wrong).success).toBe(true);
    expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toContain('/var/lib/waygate');
  });

  it('names the password of the first start as long as the secret has it, and is accepted without both', () => {
    const mounted = asMounted(data);
    const { WAYGATE_ADMIN_PASSWORD_FILE: file = '', ...without } = mounted;
    unlinkSync(file);
    expect(() => readConfig(mounted), 'so the line has to go first').toThrow(/WAYGATE_ADMIN_PASSWORD_FILE/);
    expect(readConfig(without).adminPassword).toBeUndefined();
    const steps = read('docs/deploy.md');
    const line = steps.indexOf('first take the line `WAYGATE_ADMIN_PASSWORD_FILE` out of `config.yaml`');
    expect(steps.indexOf('Only then make the secret anew without it.', line)).toBeGreaterThan(line);
    expect(line).toBeGreaterThan(0);
  });

  it('gives metrics to the token alone, and leads nobody from outside to what is of the inside', () => {
    const { metrics } = readConfig(asMounted(data));
    expect(metrics).toMatchObject({ from: ['127.0.0.1/32'], token: expect.any(String) });
    const backend = z.object({ service: z.object({ name: z.string() }) });
    const rule = z.object({ http: z.object({ paths: z.array(z.object({ path: z.string(), pathType: z.string(), backend })) }) });
    const [{ http }] = z.looseObject({ spec: z.looseObject({ rules: z.tuple([rule]) }) }).parse(only('Ingress', 'waygate')).spec.rules;
    const leads = http.paths.map(({ path, pathType, backend: { service } }) => [path, pathType, service.name]);
    const nowhere = ['/metrics', '/readyz', '/healthz'].map((path) => [path, 'Exact', 'waygate-nowhere']);
    const browsers = ['sign-on', 'signed-off'].map((what) => [`/forward-auth/root/${what}`, 'Exact', 'waygate']);
    expect(leads).toEqual([['/', 'Prefix', 'waygate'], ...nowhere, ['/forward-auth', 'Prefix', 'waygate-nowhere'], ...browsers]);
    const { spec } = z.looseObject({ spec: z.looseObject({}) }).parse(only('Service', 'waygate-nowhere'));
    expect(spec).not.toHaveProperty('selector');
  });

  it('looks for MongoDB in the namespace that the copies may reach', () => {
    const { spec } = z.looseObject({ spec: z.looseObject({ egress: z.array(z.unknown()) }) }).parse(only('NetworkPolicy', 'waygate'));
    const namespaces = [...JSON.stringify(spec.egress).matchAll(/"kubernetes\.io\/metadata\.name":"([\w-]+)"/g)].map(([, name]) => name);
    const { stringData } = z.object({ stringData: z.record(z.string(), z.string()) }).parse(only('Secret', 'waygate-secrets'));
    const hosts = /@([^/]+)\//.exec(stringData['mongodb-uri'] ?? '')?.[1]?.split(',') ?? [];
    expect(hosts).toHaveLength(3);
    for (const host of hosts) expect(namespaces).toContain(host.replace(/:\d+$/, '').split('.')[2]);
  });

  it('asks the right addresses, at the port of the image, and waits long enough', () => {
    expect(container.ports[0].containerPort).toBe(readConfig({}).port);
    expect([container.startupProbe, container.livenessProbe, container.readinessProbe].map(({ httpGet }) => httpGet.path)).toEqual([
      '/healthz',
      '/healthz',
      '/readyz',
    ]);
    const { drainSeconds } = readConfig(asMounted(data));
    expect(pod.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(drainSeconds + STOP_SECONDS);
    const { periodSeconds, failureThreshold } = container.readinessProbe;
    expect(periodSeconds * failureThreshold, 'it is seen that a copy stops while it still takes requests').toBeLessThan(drainSeconds);
  });

  it('chooses the pods that it makes everywhere', () => {
    const { labels } = pod.template.metadata;
    const selectors = [
      pod.selector.matchLabels,
      z.looseObject({ spec: z.looseObject({ selector: z.record(z.string(), z.string()) }) }).parse(only('Service', 'waygate')).spec
        .selector,
      ...['PodDisruptionBudget', 'NetworkPolicy'].map((kind) => {
        const { spec } = z.looseObject({ spec: z.looseObject({}) }).parse(only(kind, 'waygate'));
        return z.object({ matchLabels: z.record(z.string(), z.string()) }).parse(spec['selector'] ?? spec['podSelector']).matchLabels;
      }),
    ];
    expect(selectors).toHaveLength(4);
    for (const selector of selectors) expect(labels).toMatchObject(selector);
  });
});

describe('deploy/systemd', () => {
  const folder = 'deploy/systemd';

  it('gives the server settings that it accepts, and a stop that is long enough', () => {
    const settings = Object.fromEntries(
      read(`${folder}/waygate.env`)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    expect(readConfig(settings)).toMatchObject({ host: '127.0.0.1', trustedProxies: ['127.0.0.1'] });
    const unit = read(`${folder}/waygate.service`);
    const stop = seconds(/^TimeoutStopSec=(.+)$/m.exec(unit)?.[1] ?? '');
    expect(stop).toBeGreaterThanOrEqual(readConfig(withMongo).drainSeconds + STOP_SECONDS);
    const handed = read(`${folder}/waygate.service.d/secrets.conf`);
    for (const [, name] of handed.matchAll(/^#?Environment=(\w+)_FILE=%d\/([\w-]+)$/gm)) expect(SECRET_VARIABLES).toContain(name);
    for (const secret of SECRET_VARIABLES) expect(handed, secret).toContain(`${secret}_FILE=%d/`);
  });

  it.skipIf(!existsSync('/usr/bin/systemd-analyze'))('is what systemd takes', () => {
    const units = mkdtempSync(join(tmpdir(), 'waygate-units-'));
    const program = join(units, 'waygate');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
    const names = ['waygate.service', 'waygate-backup.service', 'waygate-backup.timer'];
    // It looks whether the programs are there.
    for (const name of names) writeFileSync(join(units, name), read(`${folder}/${name}`).replaceAll('/opt/waygate/bin/waygate', program));
    const { status, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', '--recursive-errors=one', ...names.map((name) => join(units, name))],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
