import { useState } from 'react';
import { FindTrace } from './find-trace.tsx';
import { TraceOnCanvas } from './trace-on-canvas.tsx';
import classes from './traces.module.css';

/** Finds a sign-on of the open journey and replays it on the canvas. */
export function TracePanel() {
  const [code, setCode] = useState<string>();
  return (
    <div className={classes.panel}>
      {code === undefined ? <FindTrace onFound={setCode} /> : <TraceOnCanvas key={code} code={code} leave={() => setCode(undefined)} />}
    </div>
  );
}
