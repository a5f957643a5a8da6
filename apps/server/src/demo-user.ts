import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const demoUser = z.object({ realm: z.string(), username: z.string(), password: z.string() });

/** The demo's user, kept readable for the operator so that every start of the demo can print it. */
export type DemoUser = z.infer<typeof demoUser>;

const fileOf = (directory: string) => join(directory, 'demo-user.json');

export function readDemoUser(directory: string): DemoUser | undefined {
  try {
    return demoUser.parse(JSON.parse(readFileSync(fileOf(directory), 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Keeps the demo's user, unless another start was first.
 * @returns the user that is kept now
 */
export function keepDemoUser(directory: string, user: DemoUser): DemoUser {
  const draft = `${fileOf(directory)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(user, null, 2)}\n`, { mode: 0o600 });
  try {
    // A link fails when the file is there, and it is there as a whole or not at all.
    linkSync(draft, fileOf(directory));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return readDemoUser(directory) ?? user;
}
