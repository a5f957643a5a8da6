import { ACCOUNT_LOCKED, accountLockedText, defineNode, objectAttributes, username } from '@waygate/node-kit';
import { z } from 'zod';
import { existingPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';
import { kbaQuestionText } from '../identity/kba-question-text.ts';
import { drawn } from './drawn.ts';

export default defineNode({
  type: 'KbaVerifyNode',
  displayName: 'KBA Verification',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'shield-check',
  summary: 'Asks some of the security questions of a person. The answers are no factor of a sign-on.',
  config: z.object({
    kbaInfoAttribute: z
      .string()
      .min(1)
      .max(256)
      .default('kbaInfo')
      .meta({ title: 'KBA attribute', help: 'Attribute that holds the questions and the hashed answers.' }),
    identityAttribute: identityAttributeField(),
  }),
  outcomes: { true: 'True', false: 'False' },
  callbacks: ['PasswordCallback'],
  reads: [objectAttributes, username],
  texts: { locked: accountLockedText },
  // What was asked is kept here, so that nobody chooses their question by what they send back.
  local: z.object({ personId: z.string(), asked: z.array(z.int()).readonly() }),
  run: async ({ config, realm, ports, state, answers, local, request, idempotencyKey, text, send, goTo, refuse }) => {
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { identity } = await existingPerson(config.identityAttribute, known);
    const settings = await ports.selfService.kba(realm);
    const typed = answers.all().flatMap((answer) => (answer.type === 'PasswordCallback' ? [answer.value] : []));
    const before = local.get();

    if (before === undefined || before.personId !== identity.id || typed.length !== before.asked.length) {
      const questions = (await ports.identities.kbaQuestions(realm, identity.id, config.kbaInfoAttribute)).flatMap((question) => {
        const prompt = kbaQuestionText(question, settings, request.locales);
        return prompt === undefined ? [] : [{ index: question.index, prompt }];
      });
      // Fewer answers than the realm wants verify nobody.
      if (questions.length < settings.minimumAnswersToVerify) return goTo('false', { audit: { reason: 'tooFewQuestions' } });
      const asked = drawn(questions, settings.minimumAnswersToVerify);
      local.set({ personId: identity.id, asked: asked.map(({ index }) => index) });
      return send(asked.map(({ prompt }) => ({ type: 'PasswordCallback', prompt })));
    }
    const given = before.asked.map((index, place) => ({ index, answer: typed[place] ?? '' }));
    const check = await ports.identities.verifyKba(realm, identity.id, config.kbaInfoAttribute, given, idempotencyKey);
    if (check.status === 'right') return goTo('true');
    if (check.status === 'locked') return refuse(ACCOUNT_LOCKED, text('locked'));
    return goTo('false', check.throttled === undefined ? {} : { audit: { throttled: check.throttled } });
  },
});
