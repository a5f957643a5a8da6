import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { START_OUTCOME } from '../document/outcome-source.ts';
import classes from './canvas.module.css';
import { END_ICONS } from './end-icons.ts';
import type { EndFlowNode } from './flow-model.ts';
import { t } from './messages.ts';

/** Start, Success and Failure. */
export const EndNodeView = memo(function EndNodeView({ data, selected }: NodeProps<EndFlowNode>) {
  const Icon = END_ICONS[data.kind];
  return (
    <div
      className={[classes.end, classes[data.kind], selected ? classes.selected : '', data.current ? classes.current : ''].join(' ')}
      data-end={data.kind}
    >
      {data.kind === 'start' ? (
        <Handle type="source" id={START_OUTCOME} position={Position.Right} className={classes.source} data-outcome={START_OUTCOME} />
      ) : (
        <Handle type="target" id="in" position={Position.Left} className={classes.target} isConnectableStart={false} />
      )}
      <Icon size={18} aria-hidden />
      {t(data.kind)}
    </div>
  );
});
