/** Who something is kept of. */
export interface PhoneOwner {
  readonly realm: string;
  readonly userId: string;
  readonly username: string;
}

/**
 * Where what is known of people's phones is kept besides Waygate's own store. It sees encrypted texts alone. Whatever cannot be reached throws.
 */
export interface PhonePlace {
  /** @returns undefined when nothing is kept of them */
  read(owner: PhoneOwner): Promise<string | undefined>;
  /** @param text undefined takes away what is there */
  write(owner: PhoneOwner, text: string | undefined): Promise<void>;
  /** What an attribute of the person says there; absent where people have no attributes. */
  readonly attribute?: (owner: PhoneOwner, name: string) => Promise<string | undefined>;
}
