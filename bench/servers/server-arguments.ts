import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServerArguments {
  /** Empty folder for the server's files. */
  readonly directory: string;
  readonly hashes: 'trivial' | 'argon2id';
  /** Stored form of the only user's password. */
  readonly password: string;
}

/** Reads what the bench passes to every server: folder, kind of hash, stored password. */
export function serverArguments(): ServerArguments {
  const [directory, hashes, password] = process.argv.slice(2);
  if (directory === undefined || password === undefined || (hashes !== 'trivial' && hashes !== 'argon2id')) {
    throw new Error('usage: SERVER DIRECTORY trivial|argon2id STORED_PASSWORD');
  }
  return { directory, hashes, password };
}

/** Tells the bench the port, by the first line on standard output. */
export function announce(server: Server): void {
  server.once('listening', () => console.log(String((server.address() as AddressInfo).port)));
}
