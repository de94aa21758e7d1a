import './styles/base.css'
import './styles/parts.css'
import './styles/welcome.css'
import './styles/account.css'
import './styles/hall.css'
import './styles/desk.css'
import './styles/seats.css'
import './styles/cards.css'
import './styles/verify.css'
import { render } from 'preact'
import { App } from './App.tsx'
import { checkConnections, dropConnections } from './app/connections.ts'
import { listenToKeys } from './app/keyboard.ts'
import { start } from './app/session.ts'
import { loadPictures } from './cards/pictures.ts'

const place = document.getElementById('page')
if (place) render(<App />, place)

listenToKeys()
addEventListener('online', checkConnections)
addEventListener('offline', dropConnections)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') checkConnections()
})
void start()
// After the first paint, so that it is not held up by half a megabyte of drawings.
requestAnimationFrame(() => setTimeout(loadPictures, 0))
