import type { AriaLabelConfig } from '@xyflow/react';
import { t } from './messages.ts';

/** What React Flow says to screen readers, in the person's language. */
export const ARIA_LABELS: Partial<AriaLabelConfig> = {
  'node.a11yDescription.default': t('nodeHelp'),
  'node.a11yDescription.keyboardDisabled': t('nodeHelp'),
  'node.a11yDescription.ariaLiveMessage': ({ x, y }) => t('movedTo', { x: Math.round(x), y: Math.round(y) }),
  'edge.a11yDescription.default': t('wireHelp'),
  'controls.ariaLabel': t('controls'),
  'controls.zoomIn.ariaLabel': t('zoomIn'),
  'controls.zoomOut.ariaLabel': t('zoomOut'),
  'controls.fitView.ariaLabel': t('fit'),
  'minimap.ariaLabel': t('minimap'),
  'handle.ariaLabel': t('handle'),
};
