import type { Addresses } from '@waygate/schema';
import type { FaceName } from './address-families.ts';

/** One of the two faces of an installation whose administration has an address of its own. */
export interface Face {
  readonly name: FaceName;
  /** Of the installation, whichever face this is. */
  readonly addresses: Addresses & { readonly adminUrl: string };
}
