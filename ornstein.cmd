@echo off
rem Runs an Ornstein example, after building what is missing or older than its sources.
rem
rem   ornstein                     lists the examples
rem   ornstein EXAMPLE [OPTION]... runs one; ornstein EXAMPLE --help explains its options
rem
rem JAVA_HOME           the Java to run on, if it is 17 or newer; otherwise the newest one found
rem ORNSTEIN_JAVA_OPTS  more options for that Java, for example -Xmx8g
rem
rem What is built is copied to target\launch\KEY, where KEY is a checksum of all sources: a build
rem that fails leaves the earlier ones alone, and one that is running is never written over.
setlocal EnableExtensions DisableDelayedExpansion

set "ORNSTEIN_HOME=%~dp0"
set "ORNSTEIN_HOME=%ORNSTEIN_HOME:~0,-1%"
set "launch=%ORNSTEIN_HOME%\target\launch"
set "build_folder=target\launch-build"
set "log=%launch%\build.log"

call :choose_java java.exe
if not defined found (
  >&2 echo ornstein: no Java 17 or newer was found; install a JDK, or set JAVA_HOME to one.
  exit /b 2
)
set "runtime=%found%"

call :source_key
if not defined key (
  >&2 echo ornstein: PowerShell, which looks for changed sources, did not answer.
  exit /b 2
)
if exist "%launch%\%key%\ornstein.jar" goto run
if not exist "%launch%" mkdir "%launch%" 2>nul
if not exist "%launch%" (
  >&2 echo ornstein: cannot write into the folder "%launch%", which the build needs.
  exit /b 2
)

rem Only one builds at a time: the lock is the right to write to a file, which Windows gives to one
rem process and takes back when that ends. Stream 3 keeps the real error stream for the build.
set "told="
:wait_for_lock
set "held="
3>&2 2>nul (
  9>"%launch%\lock" (
    set "held=yes"
    call :build_unless_built 2>&3
  )
)
set "status=%errorlevel%"
if defined held goto built
if not defined told >&2 echo ornstein: waiting until another ornstein has built.
set "told=yes"
ping -n 2 127.0.0.1 >nul
goto wait_for_lock
:built
if not %status%==0 exit /b %status%

:run
rem A Java that was put together without the incubator module refuses to start when asked for it.
set "add_vector=--add-modules=jdk.incubator.vector"
findstr /b /c:"MODULES=" "%runtime%\release" >nul 2>nul
if errorlevel 1 goto start
findstr /c:"jdk.incubator.vector" "%runtime%\release" >nul 2>nul
if errorlevel 1 set "add_vector="
:start
"%runtime%\bin\java.exe" %add_vector% "@%ORNSTEIN_HOME%\examples\java.options" "-Dornstein.home=%ORNSTEIN_HOME%" %ORNSTEIN_JAVA_OPTS% -jar "%launch%\%key%\ornstein.jar" %*
exit /b %errorlevel%

rem ---- Which Java ------------------------------------------------------------------------------

rem Sets found to the home of the newest Java that has bin\%1 and runs, JAVA_HOME's before others.
:choose_java
set "found="
set "newest=16"
if defined JAVA_HOME call :consider "%JAVA_HOME%" %1
if defined found exit /b 0
for /f "delims=" %%j in ('where java.exe 2^>nul') do call :consider "%%~dpj.." %1
for %%p in (
  "%ProgramFiles%\Java" "%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Microsoft"
  "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft"
  "%ProgramFiles%\OpenJDK" "%USERPROFILE%\.jdks"
) do for /d %%h in ("%%~p\*") do call :consider "%%~h" %1
exit /b 0

rem Takes the Java home %1 if it is newer than the newest so far, has bin\%2 and runs.
:consider
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\bin\%~2" exit /b 0
set "major="
for /f "tokens=2 delims==.-+" %%v in ('findstr /b /c:"JAVA_VERSION=" "%~1\release" 2^>nul') do set major=%%v
if not defined major exit /b 0
set major=%major:"=%
if %major% LEQ %newest% exit /b 0
"%~1\bin\java.exe" -version >nul 2>nul
if errorlevel 1 exit /b 0
set "newest=%major%"
set "found=%~f1"
exit /b 0

rem ---- Building --------------------------------------------------------------------------------

rem Sets key to a checksum of the names and contents of everything that the build reads.
:source_key
set "key="
for /f "delims=" %%k in ('powershell -NoProfile -Command "$ErrorActionPreference = 'Stop'; Set-Location -LiteralPath $env:ORNSTEIN_HOME; $sha = [Security.Cryptography.SHA1]::Create(); $files = @(Get-ChildItem pom.xml,*\pom.xml -File) + @(Get-ChildItem *\src\main -Recurse -File); $all = ($files | Sort-Object FullName | ForEach-Object { $_.FullName + [BitConverter]::ToString($sha.ComputeHash([IO.File]::ReadAllBytes($_.FullName))) }) -join ';'; [BitConverter]::ToString($sha.ComputeHash([Text.Encoding]::UTF8.GetBytes($all))).Replace('-', '')"') do set "key=%%k"
exit /b 0

:build_unless_built
rem The sources may have changed, and another may have built them, while this one waited.
call :source_key
if exist "%launch%\%key%\ornstein.jar" exit /b 0
where mvn >nul 2>nul
if errorlevel 1 (
  >&2 echo ornstein: Maven builds this and there is no mvn on PATH; install Maven 3.8 or newer and try again.
  exit /b 2
)
call :choose_java javac.exe
if not defined found (
  >&2 echo ornstein: building takes a JDK 17 or newer and only a Java without javac was found; install one, or set JAVA_HOME to it.
  exit /b 2
)
>&2 echo ornstein: building; the first time takes a minute or two.
set "JAVA_HOME=%found%"

rem Sources saved while Maven read them are read once more.
:build_again
set "building=%key%"
for /d %%m in ("%ORNSTEIN_HOME%\*") do if exist "%%~m\%build_folder%" rd /s /q "%%~m\%build_folder%"
pushd "%ORNSTEIN_HOME%"
call mvn -q -B -ntp "-Dmaven.test.skip=true" "-Dbuild.folder=%build_folder:\=/%" package -pl examples -am >"%log%" 2>&1 <nul
set "status=%errorlevel%"
popd
if not %status%==0 (
  >&2 type "%log%"
  >&2 echo ornstein: the build failed; what Maven said stands above and in "%log%".
  exit /b 1
)
call :source_key
if not "%building%"=="%key%" goto build_again

set "fresh=%launch%\fresh"
if exist "%fresh%" rd /s /q "%fresh%"
mkdir "%fresh%"
xcopy /e /i /q /y "%ORNSTEIN_HOME%\examples\%build_folder%\lib" "%fresh%\lib" >nul
if errorlevel 1 goto copy_failed
copy /y "%ORNSTEIN_HOME%\examples\%build_folder%\ornstein.jar" "%fresh%\ornstein.jar" >nul
if errorlevel 1 goto copy_failed
move "%fresh%" "%launch%\%key%" >nul
if errorlevel 1 goto copy_failed

rem Keeps the newest three builds. An older one that still runs cannot be renamed, and so stays.
for /f "skip=3 delims=" %%d in ('dir /b /ad /o-d "%launch%"') do (
  ren "%launch%\%%d" "old-%%d" 2>nul && rd /s /q "%launch%\old-%%d"
)
exit /b 0

:copy_failed
>&2 echo ornstein: cannot copy what was built to "%launch%\%key%".
exit /b 2
