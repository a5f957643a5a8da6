import { defineNode, localizedField } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'MessageNode',
  displayName: 'Message Node',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'message-square',
  summary: 'Shows a text with a positive and a negative answer.',
  config: z.object({
    message: localizedField('Message', 'The text.'),
    messageYes: localizedField('Positive answer', 'Text of the button for yes.'),
    messageNo: localizedField('Negative answer', 'Text of the button for no.'),
    stateField: z
      .string()
      .max(256)
      .optional()
      .meta({ title: 'Shared state property name', help: 'State key that gets the number of the answer: 0 yes, 1 no.' }),
  }),
  outcomes: { true: 'True', false: 'False' },
  callbacks: ['TextOutputCallback', 'ConfirmationCallback'],
  dynamicWrites: ({ stateField }) => (stateField === undefined || stateField === '' ? [] : [stateField]),
  texts: {
    message: { en: 'Default message', de: 'Standardnachricht' },
    yes: { en: 'Yes', de: 'Ja' },
    no: { en: 'No', de: 'Nein' },
  },
  run: ({ config, answers, state, localized, send, goTo }) => {
    const answer = answers.first('ConfirmationCallback');
    const field = config.stateField ?? '';
    if (answer === undefined) {
      if (field !== '') state.setNamed(field, null);
      return send([
        { type: 'TextOutputCallback', messageType: 'information', message: localized(config.message, 'message') },
        {
          type: 'ConfirmationCallback',
          options: [localized(config.messageYes, 'yes'), localized(config.messageNo, 'no')],
          defaultOption: 1,
          // Whoever answers nothing has not said yes.
          selected: 1,
        },
      ]);
    }
    const yes = answer.index === 0;
    if (field !== '') state.setNamed(field, yes ? 0 : 1);
    return goTo(yes ? 'true' : 'false');
  },
});
