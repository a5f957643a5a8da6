import { z } from 'zod';

/** By which attribute a node finds the person (AM's `identityAttribute`). */
export function identityAttributeField(byDefault = 'userName') {
  return z.string().min(1).max(256).default(byDefault).meta({
    title: 'Identity attribute',
    help: 'Finds the person by the value that the journey has for this attribute, else by the user name.',
  });
}
