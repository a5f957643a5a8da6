import { openSqliteStores } from '../src/index.ts';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';
import { agreesWithMemoryContract } from './contracts/agrees-with-memory.contract.ts';
import { documentStoreContract } from './contracts/document-store.contract.ts';
import { storeFormatContract } from './contracts/store-format.contract.ts';
import { storesContract } from './contracts/stores.contract.ts';
import { sealer } from './sealer.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const open = async () => new SqliteDocumentStore(temporaryDirectory());

documentStoreContract(open);
agreesWithMemoryContract(open);
storeFormatContract(open);
storesContract((clock) => openSqliteStores({ directory: temporaryDirectory(), sealer, now: () => clock.now }));
