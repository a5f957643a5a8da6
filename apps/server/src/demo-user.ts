import { readFileSync, writeFileSync } from 'node:fs';
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

export function writeDemoUser(directory: string, user: DemoUser): void {
  writeFileSync(fileOf(directory), `${JSON.stringify(user, null, 2)}\n`, { mode: 0o600 });
}
