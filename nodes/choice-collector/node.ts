import { defineNode, listField } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

/** Which outcomes there are is the author's to say. */
const OUTCOMES: Readonly<Record<string, string>> = {};

export default defineNode({
  type: 'ChoiceCollectorNode',
  displayName: 'Choice Collector',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'list',
  summary: 'Asks a question with several answers, and goes on by the one that was chosen.',
  config: z.object({
    choices: listField(
      'Choices',
      'The answers in the order in which they are shown. Each is an outcome: to change its text is to cut its connection.',
    ),
    defaultChoice: z
      .string()
      .max(2_048)
      .optional()
      .meta({ title: 'Default choice', help: 'The answer that is chosen already. The first one, unless one of the answers is named.' }),
    prompt: z.string().max(4_096).optional().meta({ title: 'Prompt', help: 'The question, in one language for everybody.' }),
  }),
  outcomes: OUTCOMES,
  openOutcomes: true,
  activeOutcomes: ({ choices }) => [...new Set(choices)],
  callbacks: ['ChoiceCallback'],
  run: ({ config, node, answers, send, goTo }) => {
    const choices = [...new Set(config.choices)];
    if (choices.length === 0) throw new WaygateError('authoring', 'choice.none', `${node.displayName} has nothing to choose from.`);
    const answer = answers.first('ChoiceCallback');
    const chosen = answer === undefined ? undefined : choices[answer.index];
    if (chosen !== undefined) return goTo(chosen);
    const byDefault = choices.indexOf(config.defaultChoice ?? '');
    return send([{ type: 'ChoiceCallback', prompt: config.prompt ?? '', choices, defaultChoice: Math.max(byDefault, 0) }]);
  },
});
