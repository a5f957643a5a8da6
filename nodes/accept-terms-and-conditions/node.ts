import { defineNode, termsAccepted, termsVersion } from '@waygate/node-kit';
import { chooseText, WaygateError } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'AcceptTermsAndConditionsNode',
  displayName: 'Accept Terms and Conditions',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'list-checks',
  summary: 'Shows the terms that are in force until the person accepts them.',
  config: z.object({}),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['TermsAndConditionsCallback'],
  reads: [termsVersion],
  writes: [termsVersion, termsAccepted],
  run: async ({ realm, ports, state, answers, request, now, send, goTo }) => {
    const terms = await ports.selfService.terms(realm);
    if (terms === undefined) {
      throw new WaygateError('authoring', 'node.no_terms', 'The realm has no terms and conditions in force. Set its service terms.');
    }
    const { version, createDate, termsTranslations } = terms;
    // Other terms may have come into force while these were read.
    if (answers.first('TermsAndConditionsCallback')?.accepted === true && state.get(termsVersion) === version) {
      state.setShared(termsAccepted, { acceptDate: new Date(now).toISOString(), termsVersion: version });
      return goTo('outcome');
    }
    state.setShared(termsVersion, version);
    const shown = chooseText(termsTranslations, request.locales) ?? '';
    return send([{ type: 'TermsAndConditionsCallback', version, terms: shown, createDate }]);
  },
});
