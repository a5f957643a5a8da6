import { openSqliteStores } from '../src/index.ts';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';
import { documentStoreContract } from './contracts/document-store.contract.ts';
import { storesContract } from './contracts/stores.contract.ts';
import { sealer } from './sealer.ts';
import { temporaryDirectory } from './temporary-directory.ts';

documentStoreContract(async () => new SqliteDocumentStore(temporaryDirectory()));
storesContract((clock) => openSqliteStores({ directory: temporaryDirectory(), sealer, now: () => clock.now }));
