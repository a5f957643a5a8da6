import { WaygateError } from '@waygate/schema';
import type { NodeSecrets } from './node-secrets.ts';

/** What stands behind the sealed secrets and the placeholders of configurations. */
export interface ConfigValues {
  readonly secrets: NodeSecrets;
  /** Value of a variable of the installation by the name in its placeholder, such as `esv.my.name`; undefined when there is none. */
  variable(name: string): string | undefined;
}

/** Where there is no installation: nothing opens, and no variable is set. */
export const NO_VALUES: ConfigValues = {
  secrets: {
    seal: () => {
      throw new WaygateError('unexpected', 'secrets.no_key', 'There is no key here that a secret could be sealed with.');
    },
    open: () => undefined,
  },
  variable: () => undefined,
};
