import { z } from 'zod';

/** Stands for this server, whose address does not matter here. */
const ANY = 'https://server.invalid';

/** Where a journey may send a person: an http(s) address, or a path of this server. Nothing that runs as a script, and no path that leads to another host. */
export const redirectUrl = z
  .string()
  .min(1)
  .max(2_000)
  .refine(
    (value) => {
      if (/[\\\p{C}\s]/u.test(value)) return false;
      if (value.startsWith('/')) {
        // Dot segments are resolved away, and what is left of `/.//host` begins with two slashes: another host to whoever reads it once more.
        return !value.startsWith('//') && URL.canParse(value, ANY) && !new URL(value, ANY).pathname.startsWith('//');
      }
      if (!/^https?:\/\/[^/]/i.test(value) || !URL.canParse(value)) return false;
      const { username, password } = new URL(value);
      return username === '' && password === '';
    },
    { message: 'Give an address that begins with https:// or http://, or a path that begins with one /.' },
  );
