import { Divider } from '@mantine/core';
import { DraftPreview } from './draft-preview.tsx';
import classes from './preview.module.css';
import { PublishedPage } from './published-page.tsx';

/** Tries the draft beside the canvas, and says where the published journey is. */
export function PreviewPanel() {
  return (
    <div className={classes.panel}>
      <DraftPreview />
      <Divider />
      <PublishedPage />
    </div>
  );
}
