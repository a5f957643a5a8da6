import type { DocumentStore } from '@waygate/storage';
import { openMongoDocuments } from '../src/index.ts';
import { NEVER } from './empty-documents.ts';

/** The documents of a database, as one copy of a server opens them. What tests put there lives by their clocks. */
export function documentsIn(uri: string): Promise<DocumentStore> {
  return openMongoDocuments({ uri, removedAfterSeconds: NEVER });
}
