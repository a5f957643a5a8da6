/**
 * Does one thing after the other, each whatever became of those before it, such as what is handed over at an end: that one of it cannot be written must not keep the rest.
 * @throws what the first of them threw that failed, when all are done
 */
export async function inTurn(...steps: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
