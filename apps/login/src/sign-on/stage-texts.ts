/** Texts that an author put into the stage of a page, as AM's admin console writes it: JSON with `submitButtonText` by language. Any other stage says nothing. */
export function stageTexts(stage: string | undefined, language: string): { readonly submit: string | undefined } {
  if (stage?.startsWith('{') !== true) return { submit: undefined };
  try {
    const { submitButtonText } = JSON.parse(stage) as { submitButtonText?: Record<string, unknown> };
    const text = submitButtonText?.[language] ?? submitButtonText?.['en'];
    return { submit: typeof text === 'string' && text !== '' ? text : undefined };
  } catch {
    return { submit: undefined };
  }
}
