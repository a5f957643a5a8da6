import { defineNode, localizedField, objectAttributes } from '@waygate/node-kit';
import { z } from 'zod';
import { kbaQuestionText } from '../identity/kba-question-text.ts';

export default defineNode({
  type: 'KbaCreateNode',
  displayName: 'KBA Definition',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'list-checks',
  summary: 'Lets the person choose security questions and answer them.',
  config: z.object({
    message: localizedField('Purpose message', 'Text above the questions; empty for the usual one.'),
    allowUserDefinedQuestions: z
      .boolean()
      .default(true)
      .meta({ title: 'Allow user-defined questions', help: 'Lets people write questions of their own.' }),
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['KbaCreateCallback'],
  writes: [objectAttributes],
  texts: { prompt: { en: 'Select a security question', de: 'Wählen Sie eine Sicherheitsfrage' } },
  run: async ({ config, realm, ports, state, answers, request, localized, send, goTo }) => {
    const settings = await ports.selfService.kba(realm);
    const ids = Object.keys(settings.questions);
    const textOf = (questionId: string) => kbaQuestionText({ questionId }, settings, request.locales) ?? questionId;
    const given = answers.all().flatMap((answer) => (answer.type === 'KbaCreateCallback' ? [answer] : []));
    const questions = given.map(({ question }) => question.trim());

    const isKnown = (question: string) => ids.some((id) => textOf(id) === question);
    const isDone =
      given.length >= settings.minimumAnswersToDefine &&
      given.every(({ answer }) => answer.trim() !== '') &&
      questions.every((question) => question !== '' && (config.allowUserDefinedQuestions || isKnown(question))) &&
      new Set(questions.map((question) => question.toLowerCase())).size === questions.length;
    if (!isDone) {
      const prompt = localized(config.message, 'prompt');
      return send(
        Array.from({ length: settings.minimumAnswersToDefine }, (_, index) => ({
          type: 'KbaCreateCallback',
          prompt,
          predefinedQuestions: ids.map(textOf),
          allowUserDefinedQuestions: config.allowUserDefinedQuestions,
          question: questions[index] ?? '',
        })),
      );
    }
    const kbaInfo = given.map(({ answer }, index) => {
      const question = questions[index] ?? '';
      const questionId = ids.find((id) => textOf(id) === question);
      return questionId === undefined ? { customQuestion: question, answer } : { questionId, answer };
    });
    state.setTransient(objectAttributes, { kbaInfo });
    return goTo('outcome');
  },
});
