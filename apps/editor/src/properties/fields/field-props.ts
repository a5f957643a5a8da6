import type { Json } from '@waygate/schema';
import type { FieldKind, FieldOf } from '../config-field.ts';
import type { FieldEdit } from '../use-field-edit.ts';

/** What the control of a field is given. */
export interface FieldProps<K extends FieldKind> {
  readonly field: FieldOf<K>;
  /** What is set, else the default: always of the field's own shape. */
  readonly value: Json | undefined;
  /** What the server says of it; undefined when that is nothing. */
  readonly error: string | undefined;
  /** Members of the value that the server finds something wrong with: places in a list from 0, or names. */
  readonly wrongMembers: ReadonlySet<string>;
  readonly edit: FieldEdit;
}
