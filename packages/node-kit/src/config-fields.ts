import { localizedText } from '@waygate/schema';
import { z } from 'zod';

/** A field that holds texts by language; empty means that the node's own text is used. */
export function localizedField(title: string, help: string) {
  return localizedText.default({}).meta({ title, help, field: 'localized' });
}

/** A yes-or-no field. */
export function flagField(title: string, help: string, byDefault = false) {
  return z.boolean().default(byDefault).meta({ title, help });
}
