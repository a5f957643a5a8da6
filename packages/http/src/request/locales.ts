const TAG = /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,4}$/;
const WEIGHT = /^\s*q=([01](?:\.\d{0,3})?)\s*$/;
const MOST = 10;
const NONE: readonly string[] = [];

/** Languages of a person, best first: what the address asks for, then the browser's list by weight (RFC 9110, 12.5.4). */
export function localesOf(parameter: string | null, acceptLanguage: string | undefined): readonly string[] {
  const asked = parameter?.replaceAll('_', '-');
  const weighed = acceptLanguage === undefined ? NONE : weighedTags(acceptLanguage);
  return asked !== undefined && TAG.test(asked) ? [asked, ...weighed] : weighed;
}

function weighedTags(acceptLanguage: string): readonly string[] {
  return acceptLanguage
    .split(',')
    .slice(0, MOST)
    .map((part) => {
      const [tag = '', ...options] = part.trim().split(';');
      const weight = options.map((option) => WEIGHT.exec(option)?.[1]).find((value) => value !== undefined);
      return { tag: tag.trim(), weight: Number(weight ?? 1) };
    })
    .filter(({ tag, weight }) => TAG.test(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
