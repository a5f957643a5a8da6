import { defineEngineNode, localizedField, multilineField } from '@waygate/node-kit';
import { z } from 'zod';

export default defineEngineNode({
  type: 'PageNode',
  displayName: 'Page Node',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'layout',
  summary: 'Puts several nodes on one page, which is answered as a whole.',
  kind: 'page',
  config: z.object({
    pageHeader: localizedField('Page header', 'Heading of the page, in the language of the person.'),
    pageDescription: localizedField('Page description', 'Text under the heading.'),
    stage: multilineField('Stage', 'Hint for the pages that draw the step; sent as it is.'),
    nodes: z
      .array(z.unknown())
      .default([])
      .meta({ title: 'Nodes', help: 'The nodes on the page, in order. Only the last may have more than one outcome.', field: 'children' }),
  }),
  // A page has the outcomes of its last node; whoever knows the journey computes them.
  outcomes: () => ({}),
});
