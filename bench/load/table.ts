/** Rows of a Markdown table, each with the same members: their names are its head. */
export function table(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const names = Object.keys(rows[0] ?? {});
  return [names, names.map(() => '---'), ...rows.map((row) => names.map((name) => String(row[name])))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
