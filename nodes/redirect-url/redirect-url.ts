import { z } from 'zod';

/** Where a journey may send a person: an http(s) address, or a path of this server. Nothing that runs as a script, and no path that leads to another host. */
export const redirectUrl = z
  .string()
  .min(1)
  .max(2_000)
  .refine(
    (value) => {
      if (/[\\\p{C}\s]/u.test(value)) return false;
      if (value.startsWith('/')) return !value.startsWith('//');
      return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
    },
    { message: 'Give an address that begins with https:// or http://, or a path that begins with one /.' },
  );
