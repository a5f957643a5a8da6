import { defineNode, flagField } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'DebugNode',
  displayName: 'Debug Node',
  category: 'utilities',
  icon: 'bug',
  summary: 'Shows the state to the author who tries a draft, and to nobody else.',
  config: z.object({
    popupEnabled: flagField('Enable debug popup', 'Stops here while a draft is tried and shows what the journey knows.', true),
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['TextOutputCallback'],
  run: ({ config, answers, previewedState, send, goTo }) => {
    if (previewedState === undefined || !config.popupEnabled || answers.submitted) return goTo('outcome');
    const lines = Object.entries(previewedState()).map(([key, value]) => `<b>${plain(key)}</b>: ${plain(JSON.stringify(value))}`);
    return send([{ type: 'TextOutputCallback', messageType: 'information', message: lines.join('<br>') }]);
  },
});

/** A text that stands in HTML as what it is. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
