import type { nodeFromCatalogue } from '../editor/node-from-catalogue.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import { searchNodeTypes } from '../palette/search-node-types.ts';
import { t } from './messages.ts';
import type { OutlineContext } from './outline-action.ts';

type NodeType = Parameters<typeof nodeFromCatalogue>[0];

/** Asks for a node to add. @param fits whether a node can stand in that place, by the number of its outcomes and its kind; any can when left out */
export function askForType(
  { store, ask }: OutlineContext,
  title: string,
  fits: ((outcomeCount: number, kind: NodeType['kind']) => boolean) | undefined,
  pick: (type: NodeType) => void,
): void {
  const { catalogue } = store.getState();
  const offered = [...catalogue.values()].filter(({ outcomes, kind }) => fits === undefined || fits(outcomes.length, kind));
  ask({
    title,
    question: t('whichNode'),
    search: (text) =>
      searchNodeTypes(offered, text).map(({ type, displayName, icon }) => ({
        value: type,
        label: displayName,
        icon: <NodeIcon name={icon} />,
      })),
    pick: (value) => {
      const type = catalogue.get(value);
      if (type !== undefined) pick(type);
    },
  });
}
