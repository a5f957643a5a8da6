import { openMemoryStores } from '../src/index.ts';
import { MemoryDocumentStore } from '../src/memory/memory-document-store.ts';
import { documentStoreContract } from './contracts/document-store.contract.ts';
import { storeFormatContract } from './contracts/store-format.contract.ts';
import { storesContract } from './contracts/stores.contract.ts';
import { sealer } from './sealer.ts';

documentStoreContract(async () => new MemoryDocumentStore());
storeFormatContract(async () => new MemoryDocumentStore());
storesContract(async (clock) => openMemoryStores({ sealer, now: () => clock.now }));
