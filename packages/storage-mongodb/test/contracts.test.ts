import { storesOn } from '@waygate/storage';
import { agreesWithMemoryContract } from '../../storage/test/contracts/agrees-with-memory.contract.ts';
import { documentStoreContract } from '../../storage/test/contracts/document-store.contract.ts';
import { storeFormatContract } from '../../storage/test/contracts/store-format.contract.ts';
import { storesContract } from '../../storage/test/contracts/stores.contract.ts';
import { sealer } from '../../storage/test/sealer.ts';
import { withMongo } from './database.ts';
import { emptyDocuments } from './empty-documents.ts';

withMongo('what every store does', () => {
  documentStoreContract(emptyDocuments);
  storeFormatContract(emptyDocuments);
  // Each step of a course is a way over the network.
  agreesWithMemoryContract(emptyDocuments, 20);
  storesContract(async (clock) => storesOn(await emptyDocuments(), sealer, () => clock.now));
});
