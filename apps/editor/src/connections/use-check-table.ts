import { useQuery } from '@tanstack/react-query';
import { type CheckRow, checkRows, connectionTable } from '@waygate/graph';
import type { JourneyDocument } from '@waygate/schema';
import { admin } from '../app/admin.tsx';
import { t } from './messages.ts';

/** What a journey is compared with. */
export type CheckSource =
  | { readonly kind: 'template' | 'journey'; readonly name: string }
  | { readonly kind: 'rows'; readonly rows: readonly CheckRow[]; readonly name: string; readonly pasted: number }
  | { readonly kind: 'file'; readonly document: JourneyDocument; readonly name: string; readonly pasted: number };

/** Fetches the check table of what was chosen: the server knows which outcomes its nodes have as they are configured. */
export function useCheckTable(realm: string, source: CheckSource | undefined) {
  return useQuery({
    queryKey: ['check-table', realm, source],
    enabled: source !== undefined,
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }): Promise<readonly CheckRow[]> => {
      if (source === undefined) return [];
      if (source.kind === 'rows') return source.rows;
      const document = source.kind === 'file' ? source.document : await documentOf(realm, source);
      const { outcomes } = await admin.check(realm, document.name, document, signal);
      return checkRows(connectionTable(document, (id) => outcomes[id] ?? undefined));
    },
  });
}

async function documentOf(realm: string, { kind, name }: { readonly kind: 'template' | 'journey'; readonly name: string }) {
  if (kind === 'template') {
    const { templates } = await admin.templates();
    const template = templates.find((one) => one.name === name);
    if (template !== undefined) return template.document;
  }
  const { published, draft } = await admin.journey(realm, name);
  const document = published?.document ?? draft?.document;
  if (document === undefined) throw new Error(t('unpublished'));
  return document;
}
