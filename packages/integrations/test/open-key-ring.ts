import { openKeyRing } from '../src/sealing/key-ring.ts';

/** Opens the key ring of the path that it is given, and prints its active key's id and a key derived from it. */
const ring = openKeyRing(process.argv[2] ?? '');
process.stdout.write(`${ring.active} ${ring.derive('auth-id').toString('hex')}`);
