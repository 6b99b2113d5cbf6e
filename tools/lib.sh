# What the scripts of this folder share. Sourced, not run.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# need_dotnet: the SDK cannot be installed from Debian's packages; say so and stop.
need_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "The .NET 10 SDK is missing. Install it (https://dotnet.microsoft.com/download), put dotnet on the PATH, and call this again." >&2
    exit 1
  fi
}

# need FILE PACKAGE WHY: installs a Debian package if its file is absent. WHY says what it is for.
need() {
  local file="$1" package="$2" why="$3"
  if compgen -G "$file" >/dev/null; then return; fi
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing $package ($why)"
    [ -n "${apt_is_updated:-}" ] || apt-get update -qq
    apt_is_updated=1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
  else
    echo "$package is missing ($why). Install it by hand (Debian, Ubuntu: sudo apt-get install $package), and call this again." >&2
    exit 1
  fi
}

# need_libraries: the system libraries that the server loads.
need_libraries() {
  [ "$(uname -s)" = Linux ] || return 0
  need '/usr/lib/*/libsqlite3.so.0' libsqlite3-0 'the embedded index'
  need '/usr/lib/*/libzstd.so.1' libzstd1 'zstd compression'
  need '/usr/lib/*/liblz4.so.1' liblz4-1 'LZ4 compression'
}
