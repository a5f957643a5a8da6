// Run by mongosh in deploy/compose.yaml: makes the replica set, and the account of Waygate with what it needs and no more. Run again it changes nothing.
const { readFileSync } = require('node:fs');

const secret = (name) => readFileSync(`/run/secrets/${name}`, 'utf8').trim();
const hosts = ['mongo-1', 'mongo-2', 'mongo-3'].map((name) => `${name}:27017`);
const root = `root:${encodeURIComponent(secret('mongo-root-password'))}`;

// The first member answers for a moment before the operator's account is made.
const patiently = (work) => {
  for (let left = 60; ; left -= 1) {
    try {
      return work();
    } catch (error) {
      if (left === 0) throw error;
      sleep(2_000);
    }
  }
};

patiently(() => {
  const first = connect(`mongodb://${root}@${hosts[0]}/admin?directConnection=true`);
  try {
    first.adminCommand({ replSetInitiate: { _id: 'rs0', members: hosts.map((host, _id) => ({ _id, host })) } });
  } catch (error) {
    if (error.codeName !== 'AlreadyInitialized') throw error;
  }
});

patiently(() => {
  const all = connect(`mongodb://${root}@${hosts.join(',')}/admin?replicaSet=rs0`);
  // When documents that have expired are removed is a property of an index, and readWrite does not change one.
  const changes = { privileges: [{ resource: { db: 'waygate', collection: '' }, actions: ['collMod'] }], roles: [] };
  if (all.getRole('waygateChanges') === null) all.createRole({ role: 'waygateChanges', ...changes }, { w: 'majority' });
  else all.updateRole('waygateChanges', changes, { w: 'majority' });
  // Reads, writes and indexes of its own database, and the stream of changes there.
  const roles = [
    { role: 'readWrite', db: 'waygate' },
    { role: 'waygateChanges', db: 'admin' },
  ];
  const waygate = { pwd: secret('mongo-waygate-password'), roles };
  if (all.getUser('waygate') === null) all.createUser({ user: 'waygate', ...waygate }, { w: 'majority' });
  else all.updateUser('waygate', waygate, { w: 'majority' });
});
