import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';
import { t } from './messages.ts';

/** From the palest to the deepest; the sixth is the accent of the shared tokens. */
const accent: MantineColorsTuple = [
  '#eef3ff',
  '#dce5fb',
  '#b6c8f5',
  '#8ea9ef',
  '#6c8fea',
  '#4a74e3',
  '#1f4fd8',
  '#1b46c1',
  '#173fb0',
  '#10318c',
];

/** The colours of danger, of what is good and of warnings in the shared tokens: the seventh on light ground, the fourth on dark. */
const red: MantineColorsTuple = [
  '#fdecea',
  '#fbd3cf',
  '#ffc9c3',
  '#ffb4ab',
  '#f08a80',
  '#d1463c',
  '#b3261e',
  '#9c201a',
  '#861b16',
  '#701612',
];
const green: MantineColorsTuple = [
  '#e5f5ec',
  '#c9e9d6',
  '#a9dfc0',
  '#86d9a8',
  '#4cb27a',
  '#1f8a50',
  '#136c3a',
  '#105d32',
  '#0d4f2a',
  '#0a4022',
];
const orange: MantineColorsTuple = [
  '#fff4e5',
  '#ffe6c7',
  '#f8d3a0',
  '#f2c078',
  '#d9963c',
  '#a86a10',
  '#8a5300',
  '#774800',
  '#643c00',
  '#503000',
];

/** Greys of dark grounds, from text to ground: as blue as those of the shared tokens. */
const dark: MantineColorsTuple = [
  '#eef1f8',
  '#a9b3c8',
  '#8290ab',
  '#6b7890',
  '#323c52',
  '#2e384d',
  '#1d2536',
  '#161c2a',
  '#0d111b',
  '#090c14',
];

/** In the dark, what is filled with a colour is pale, so that its text must be dark. Mantine chooses the text for the light scheme alone. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colours = defaultVariantColorsResolver(input);
  if (input.variant !== 'filled') return colours;
  return { ...colours, color: `light-dark(${colours.color}, var(--mantine-color-black))` };
};

/** Mantine in the clothes of the shared tokens. */
export const theme = createTheme({
  primaryColor: 'accent',
  colors: { accent, red, green, orange, dark },
  primaryShade: { light: 6, dark: 3 },
  autoContrast: true,
  luminanceThreshold: 0.4,
  variantColorResolver,
  defaultRadius: 'md',
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': t('close') } } },
    // The header of a dialog is none of the page.
    ModalHeader: { defaultProps: { component: 'div' } },
  },
});

const colours = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-placeholder': 'var(--muted)',
};

/** Mantine's own colours point to the tokens, so that both schemes come from one place. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: colours, dark: colours });
