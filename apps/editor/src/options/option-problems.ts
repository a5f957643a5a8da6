import { useMemo } from 'react';
import { useEditor } from '../editor/use-editor.ts';
import { problemText } from '../problems/problem-text.ts';

/** What the server says of the options of the open journey, by option. */
export function useOptionProblems(): (option: string) => string | undefined {
  const problems = useEditor((state) => state.problems);
  return useMemo(() => {
    const texts = new Map<string, string>();
    for (const problem of problems) {
      if (problem.nodeId !== undefined || problem.path === undefined) continue;
      const before = texts.get(problem.path);
      texts.set(problem.path, before === undefined ? problemText(problem) : `${before} ${problemText(problem)}`);
    }
    return (option) => texts.get(option);
  }, [problems]);
}
