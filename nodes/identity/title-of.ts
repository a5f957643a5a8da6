import { chooseText, type ManagedProperty } from '@waygate/schema';

/** What a property is called in the person's language, else its name. @param locales language tags, best first */
export function titleOf({ title }: Pick<ManagedProperty, 'title'>, name: string, locales: readonly string[]): string {
  const chosen = typeof title === 'string' ? title : chooseText(title, locales);
  return chosen === undefined || chosen === '' ? name : chosen;
}
