import { type DeviceKeeping, WaygateError } from '@waygate/schema';
import type { IdentityStore } from '@waygate/storage';
import type { DirectorySurroundings } from '../../directory/directory-client.ts';
import { accountAttributePlace } from './account-attribute-place.ts';
import { entryAttributePlace, objectPlace } from './directory-places.ts';
import { filePlace } from './file-place.ts';
import type { PhonePlace } from './phone-place.ts';

export interface PhonePlacesDeps {
  readonly identities: Pick<IdentityStore, 'findById' | 'update'>;
  /** How directories are reached; asked when one is. */
  readonly directory: () => DirectorySurroundings;
  /** Folder of the files; without it nothing is kept in files. */
  readonly folder?: string;
}

/** The place that a realm keeps phones in besides Waygate's own store; undefined when there is none. */
export type PhonePlaces = (keeping: DeviceKeeping) => PhonePlace | undefined;

export function phonePlaces({ identities, directory, folder }: PhonePlacesDeps): PhonePlaces {
  return (keeping) => {
    switch (keeping.type) {
      case 'waygate':
        return undefined;
      case 'attribute':
        return keeping.directory === undefined
          ? accountAttributePlace(identities, keeping.attribute)
          : entryAttributePlace({ ...keeping, directory: keeping.directory }, directory());
      case 'objects':
        return objectPlace(keeping, directory());
      case 'file':
        if (folder === undefined)
          throw new WaygateError('authoring', 'offline.no_folder', 'This server has no folder for files of devices.');
        return filePlace(folder);
    }
  };
}
