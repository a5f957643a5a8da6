/** The theme that the stage of a page names: stages of the cloud's console are JSON, or say `themeId=` and nothing else. */
export function themeOfStage(stage: string): string | undefined {
  const [, id] = /^\{.*"themeId"\s*:\s*"([^"]+)"/s.exec(stage) ?? /^themeId=(.+)$/.exec(stage) ?? [];
  return id;
}
