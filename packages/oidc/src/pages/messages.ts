const en = {
  title: 'This sign-in cannot go on',
  text: 'The application that sent you here asked for something that is not possible. Go back to it and try again.',
  tell: 'If it happens again, tell whoever runs the application: {code}',
};

type Key = keyof typeof en;

const de: Record<Key, string> = {
  title: 'Diese Anmeldung geht nicht weiter',
  text: 'Die Anwendung, von der Sie kommen, hat etwas verlangt, das nicht möglich ist. Gehen Sie zu ihr zurück und versuchen Sie es noch einmal.',
  tell: 'Wenn es wieder geschieht, sagen Sie es dem, der die Anwendung betreibt: {code}',
};

/** Texts of the error page in the first language of a browser that there is. */
export function errorTexts(acceptLanguage: string): { readonly language: 'en' | 'de'; readonly texts: Readonly<Record<Key, string>> } {
  const first = /\b(de|en)\b/i.exec(acceptLanguage)?.[1]?.toLowerCase();
  return first === 'de' ? { language: 'de', texts: de } : { language: 'en', texts: en };
}
