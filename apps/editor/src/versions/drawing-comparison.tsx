import { Group, Text } from '@mantine/core';
import type { JourneyDocument } from '@waygate/schema';
import { useMemo } from 'react';
import { JourneyDrawing } from '../canvas/journey-drawing.tsx';
import { useEditor } from '../editor/use-editor.ts';
import { comparisonMarks } from './comparison-marks.ts';
import { t } from './messages.ts';
import classes from './versions.module.css';

interface Drawn {
  readonly document: JourneyDocument;
  readonly name: string;
}

/** Journeys drawn side by side, with what differs marked by colour, line and word; or one alone. */
export function DrawingComparison({ before, after }: { readonly before: Drawn | undefined; readonly after: Drawn }) {
  const catalogue = useEditor((state) => state.catalogue);
  const marks = useMemo(() => (before === undefined ? undefined : comparisonMarks(before.document, after.document)), [before, after]);
  return (
    <>
      {before === undefined ? null : <Legend />}
      <div className={classes.drawings}>
        {before === undefined || marks === undefined ? null : (
          <figure className={classes.drawing}>
            <figcaption>{before.name}</figcaption>
            <JourneyDrawing
              key={before.name}
              document={before.document}
              catalogue={catalogue}
              marks={marks.before.nodes}
              wireMarks={marks.before.wires}
              label={t('drawingOf', { name: before.name })}
            />
          </figure>
        )}
        <figure className={classes.drawing}>
          <figcaption>{after.name}</figcaption>
          <JourneyDrawing
            key={after.name}
            document={after.document}
            catalogue={catalogue}
            label={t('drawingOf', { name: after.name })}
            {...(marks === undefined ? {} : { marks: marks.after.nodes, wireMarks: marks.after.wires })}
          />
        </figure>
      </div>
    </>
  );
}

/** What the marks mean. */
function Legend() {
  return (
    <Group gap="md" mb="xs">
      {(['added', 'removed', 'changed'] as const).map((kind) => (
        <Group key={kind} gap={6} wrap="nowrap">
          <span className={`${classes.swatch} ${classes[`${kind}Swatch`]}`} aria-hidden />
          <Text size="sm">{t(`legend-${kind}`)}</Text>
        </Group>
      ))}
    </Group>
  );
}
