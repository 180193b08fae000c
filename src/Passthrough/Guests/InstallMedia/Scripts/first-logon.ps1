# Runs once, at the first logon after the installation, with the rights of an administrator. Each step is tried whatever became of the one before; the log lies
# beside the scripts, in Program Files, where only administrators write.
$ErrorActionPreference = 'Continue'
$medium = Split-Path -Parent $PSScriptRoot
$folder = Join-Path $env:ProgramFiles 'Passthrough'
New-Item -ItemType Directory -Force -Path $folder | Out-Null
Start-Transcript -Path (Join-Path $folder 'first-logon.log') -Force | Out-Null

function Invoke-Installer([string]$Program, [string[]]$Arguments) {
    Write-Host "Running $Program $Arguments"
    $process = Start-Process -FilePath $Program -ArgumentList $Arguments -PassThru
    # Without the handle the exit code would be lost at the end of the process.
    $null = $process.Handle
    if (-not $process.WaitForExit(15 * 60 * 1000)) {
        Write-Host "$Program does not end and is stopped"
        Stop-Process -Id $process.Id -Force
        return $false
    }

    Write-Host "$Program ended with $($process.ExitCode)"
    # 3010: done, a restart is wanted.
    return $process.ExitCode -in 0, 3010
}

Write-Host 'Drivers'
pnputil.exe /add-driver (Join-Path $medium 'drivers\*.inf') /subdirs /install

Write-Host 'Guest tools'
$tools = Join-Path $medium 'tools'
$bundle = Join-Path $tools 'virtio-win-guest-tools.exe'
$isInstalled = $false
if (Test-Path -LiteralPath $bundle) {
    $isInstalled = Invoke-Installer $bundle @('/install', '/quiet', '/norestart')
}

if (-not $isInstalled) {
    foreach ($package in @(Get-ChildItem -Path (Join-Path $tools '*.msi') -ErrorAction SilentlyContinue)) {
        Invoke-Installer 'msiexec.exe' @('/i', ('"{0}"' -f $package.FullName), '/qn', '/norestart') | Out-Null
    }
}

Write-Host 'Power plan: high performance, no sleep, no hibernation'
powercfg.exe /setactive 8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c
foreach ($timeout in 'standby-timeout-ac', 'standby-timeout-dc', 'hibernate-timeout-ac', 'hibernate-timeout-dc') {
    powercfg.exe /change $timeout 0
}

powercfg.exe /hibernate off

Write-Host 'Message-signalled interrupts'
Copy-Item -Force -Path (Join-Path $PSScriptRoot 'interrupts.ps1'), (Join-Path $PSScriptRoot 'devices.txt') -Destination $folder
# What comes from a disc is read-only.
Get-ChildItem -Path $folder -File | ForEach-Object { $_.IsReadOnly = $false }
$script = Join-Path $folder 'interrupts.ps1'
$action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument ('-NoProfile -NonInteractive -ExecutionPolicy Bypass -File "{0}"' -f $script)
$account = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
Register-ScheduledTask -TaskName 'Passthrough interrupts' -Action $action -Trigger (New-ScheduledTaskTrigger -AtStartup) -Principal $account -Force | Out-Null
& $script

Stop-Transcript | Out-Null
