import { Alert } from '@waygate/ui';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from './messages.ts';
import { readQr } from './read-qr.ts';

interface AddAccountProps {
  /** Whether a code of a sign-on page is wanted, and no account. */
  readonly wantsCode: boolean;
  readonly busy: boolean;
  readonly onLink: (link: string) => void;
  readonly onCancel: () => void;
}

/** Takes a registration link, or a code of a sign-on page: by camera, picture (chosen, dropped or pasted) or as text. */
export function AddAccount({ wantsCode, busy, onLink, onCancel }: AddAccountProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [camera, setCamera] = useState(false);
  const picture = async (file: Blob | null | undefined) => {
    if (file === null || file === undefined) return;
    try {
      const bitmap = await createImageBitmap(file);
      const found = await readQr(bitmap, bitmap.width, bitmap.height);
      if (found === undefined) setProblem(t('noCode'));
      else onLink(found);
    } catch {
      setProblem(t('noCode'));
    }
  };
  return (
    <section
      class="card stack"
      aria-labelledby="add-title"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void picture(event.dataTransfer?.files[0]);
      }}
      onPaste={(event) => {
        const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
        if (file !== undefined) void picture(file);
      }}
    >
      <h1 id="add-title">{t(wantsCode ? 'codeTitle' : 'addTitle')}</h1>
      {problem === undefined ? null : <Alert kind="error">{problem}</Alert>}
      {camera ? (
        <Camera
          busy={busy}
          onFound={onLink}
          onFailed={() => {
            setCamera(false);
            setProblem(t('cameraFailed'));
          }}
          onStop={() => setCamera(false)}
        />
      ) : (
        <button type="button" class="button wide" disabled={busy} onClick={() => setCamera(true)}>
          {t('camera')}
        </button>
      )}
      <div class="picture">
        <input
          id="picture"
          class="visually-hidden"
          type="file"
          accept="image/*"
          disabled={busy}
          onChange={(event) => void picture(event.currentTarget.files?.[0])}
        />
        <label for="picture" class="button quiet wide">
          {t('picture')}
        </label>
      </div>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onLink(text);
        }}
      >
        <div class="field">
          <label for="link">{t(wantsCode ? 'codeText' : 'link')}</label>
          <textarea id="link" value={text} required spellcheck={false} onInput={(event) => setText(event.currentTarget.value)} />
        </div>
        <div class="row">
          <button type="button" class="button quiet grow" onClick={onCancel}>
            {t('cancel')}
          </button>
          <button type="submit" class="button grow" disabled={busy}>
            {wantsCode ? t('openCode') : busy ? t('adding') : t('useLink')}
          </button>
        </div>
      </form>
    </section>
  );
}

interface CameraProps {
  /** While a code is being taken no other is looked for. */
  readonly busy: boolean;
  readonly onFound: (link: string) => void;
  readonly onFailed: () => void;
  readonly onStop: () => void;
}

/** Looks until somebody stops it. A code in sight is told once: whether it was the right one is not for the camera to say. */
function Camera({ busy, onFound, onFailed, onStop }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef({ busy, onFound, onFailed });
  latest.current = { busy, onFound, onFailed };
  useEffect(() => {
    let live = true;
    let stream: MediaStream | undefined;
    let last: string | undefined;
    const release = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const look = async () => {
      const element = video.current;
      if (!live || element === null) return;
      const blind = latest.current.busy || element.videoWidth === 0;
      const found = blind ? undefined : await readQr(element, element.videoWidth, element.videoHeight);
      if (live && found !== undefined && found !== '' && found !== last) {
        last = found;
        latest.current.onFound(found);
      }
      requestAnimationFrame(() => void look().catch(fail));
    };
    const fail = () => {
      release();
      if (live) latest.current.onFailed();
    };
    const begin = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        // Whoever left while the browser was asking for permission must not be filmed.
        if (video.current === null || !live) return release();
        video.current.srcObject = stream;
        await video.current.play();
        await look();
      } catch {
        fail();
      }
    };
    void begin();
    return () => {
      live = false;
      release();
    };
  }, []);
  return (
    <div class="stack">
      <video ref={video} muted playsInline aria-label={t('cameraPicture')} />
      <button type="button" class="button quiet" onClick={onStop}>
        {t('stopCamera')}
      </button>
    </div>
  );
}
