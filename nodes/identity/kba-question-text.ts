import type { KbaQuestion } from '@waygate/node-kit';
import { chooseText, type KbaSettings } from '@waygate/schema';

/** A question as the person reads it; undefined for one that the realm has no longer. @param locales language tags, best first */
export function kbaQuestionText(
  question: Omit<KbaQuestion, 'index'>,
  { questions }: KbaSettings,
  locales: readonly string[],
): string | undefined {
  if (question.customQuestion !== undefined) return question.customQuestion;
  const { questionId } = question;
  return questionId !== undefined && Object.hasOwn(questions, questionId) ? chooseText(questions[questionId] ?? {}, locales) : undefined;
}
