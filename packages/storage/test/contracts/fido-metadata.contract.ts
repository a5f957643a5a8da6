import { describe, expect, it } from 'vitest';
import type { FidoMetadataRecord } from '../../src/index.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

const RECORD: FidoMetadataRecord = {
  trust: 'roots',
  no: 7,
  digest: 'seven',
  until: 9_000,
  fetchedAt: 1_000,
  models: [
    {
      aaguid: 'ee882879-721c-4913-9775-3dfcce97072a',
      keyIdentifiers: [],
      description: 'Key',
      roots: ['MII='],
      reports: [{ status: 'FIDO_CERTIFIED_L1', effectiveDate: '2020-01-01' }],
    },
    { keyIdentifiers: ['ab'], description: 'Old key', roots: [], reports: [{ status: 'REVOKED' }] },
  ],
};

/** What `FidoMetadataStore` promises. */
export function fidoMetadataContract(open: OpenStores): void {
  describe('the store of FIDO metadata', () => {
    it('keeps a source apart from another source and another realm, and nothing goes by itself', async () => {
      const { fidoMetadata, clock, sweep } = await storesFor(open);
      expect(await fidoMetadata.keep('/alpha', 'one', RECORD)).toBe(true);
      clock.now += 1_000_000_000;
      await sweep(clock.now);
      expect(await fidoMetadata.find('/alpha', 'one')).toEqual(RECORD);
      expect(await fidoMetadata.find('/alpha', 'one')).toBe(await fidoMetadata.find('/alpha', 'one'));
      expect(await fidoMetadata.find('/alpha', 'two')).toBeUndefined();
      expect(await fidoMetadata.find('/beta', 'one')).toBeUndefined();
    });

    it('never goes back to an earlier number, nor to another publication of the same', async () => {
      const { fidoMetadata } = await storesFor(open);
      await fidoMetadata.keep('/alpha', 'one', RECORD);
      expect(await fidoMetadata.keep('/alpha', 'one', { ...RECORD, no: 6 })).toBe(false);
      expect(await fidoMetadata.keep('/alpha', 'one', { ...RECORD, digest: 'other' })).toBe(false);
      expect(await fidoMetadata.find('/alpha', 'one')).toEqual(RECORD);
      expect(await fidoMetadata.keep('/alpha', 'one', { ...RECORD, fetchedAt: 2_000 })).toBe(true);
      expect(await fidoMetadata.keep('/alpha', 'one', { ...RECORD, no: 8, digest: 'eight' })).toBe(true);
      expect(await fidoMetadata.find('/alpha', 'one')).toMatchObject({ no: 8 });
    });

    it('keeps the highest of many that come at once', async () => {
      const { fidoMetadata } = await storesFor(open);
      await Promise.all([3, 9, 1, 8, 2].map((no) => fidoMetadata.keep('/alpha', 'one', { ...RECORD, no, digest: String(no) })));
      expect(await fidoMetadata.find('/alpha', 'one')).toMatchObject({ no: 9 });
    });

    it('begins anew with what is checked by other roots: the numbers of two publishers cannot be compared', async () => {
      const { fidoMetadata } = await storesFor(open);
      await fidoMetadata.keep('/alpha', 'one', RECORD);
      expect(await fidoMetadata.keep('/alpha', 'one', { ...RECORD, trust: 'others', no: 1 })).toBe(true);
      expect(await fidoMetadata.find('/alpha', 'one')).toMatchObject({ trust: 'others', no: 1 });
    });
  });
}
