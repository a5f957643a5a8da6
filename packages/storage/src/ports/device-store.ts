import type {
  BoundDevice,
  DeviceFacts,
  DeviceKind,
  DeviceProfile,
  OathDevice,
  PushDevice,
  SkipPreference,
  WebAuthnDevice,
} from '@waygate/node-kit';

/** A device with its one-way recovery codes, sealed at rest with the realm and the user bound in. */
export interface DeviceRecord<D extends DeviceFacts> {
  readonly device: D;
  /** Hashes as `RecoveryCodeHasher` makes them. */
  readonly recoveryCodes: readonly string[];
  /** The last code that was used up, so that a repeated step gets the same answer. */
  readonly lastUse?: {
    readonly hash: string;
    readonly use: string;
    /** New codes that this use made, in clear, until their owner has seen them. */
    readonly fresh?: readonly string[];
  };
  /** Hashes of the latest refresh messages; a repeated one is refused. */
  readonly refreshes: readonly { readonly hash: string; readonly at: number }[];
  /** Names the run that it was kept in; absent in older records. */
  readonly run?: string;
}

/** Devices of one kind. */
export interface DeviceRecords<D extends DeviceFacts> {
  /** Oldest first. */
  list(realm: string, userId: string): Promise<readonly DeviceRecord<D>[]>;
  /**
   * Stores or replaces by uuid. One that was kept in the same run stays as it is: a step that comes again changes nothing of what became of the device since.
   * @returns false, with nothing stored, when another device of the realm has what no two may share: the id of a passkey (WebAuthn, section 7.1)
   */
  put(realm: string, userId: string, record: DeviceRecord<D>): Promise<boolean>;
  /** Changes one device in one atomic step; `change` may run more than once and answers undefined to leave it. @returns whether it was changed */
  update(realm: string, userId: string, uuid: string, change: (record: DeviceRecord<D>) => DeviceRecord<D> | undefined): Promise<boolean>;
  remove(realm: string, userId: string, uuid: string): Promise<boolean>;
}

export interface DeviceStore {
  readonly push: DeviceRecords<PushDevice>;
  readonly oath: DeviceRecords<OathDevice>;
  readonly webauthn: DeviceRecords<WebAuthnDevice>;
  readonly binding: DeviceRecords<BoundDevice>;
  /** Profiles of a person's devices, those that were recognised longest ago first. */
  listProfiles(realm: string, userId: string): Promise<readonly DeviceProfile[]>;
  /** Changes a person's profiles in one atomic step; `change` may run more than once and answers undefined to leave them. @returns whether they were changed */
  updateProfiles(
    realm: string,
    userId: string,
    change: (profiles: readonly DeviceProfile[]) => readonly DeviceProfile[] | undefined,
  ): Promise<boolean>;
  skipPreference(realm: string, userId: string, kind: DeviceKind): Promise<SkipPreference>;
  setSkipPreference(realm: string, userId: string, kind: DeviceKind, preference: SkipPreference): Promise<void>;
}
