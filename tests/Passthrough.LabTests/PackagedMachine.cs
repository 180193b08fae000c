using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>
/// A machine without swtpm, and with a repository on its own disk that has it: small packages of the same names, for the machine has no network. apt and dpkg are Debian's own; the configuration of <c>swtpm-tools</c> takes as long as
/// the file <see cref="Slow"/> is there.
/// </summary>
public sealed class PackagedMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout())
{
    /// <summary>While this file is there, a package is being configured.</summary>
    public const string Slow = "/root/slow";

    /// <summary>It is there from the moment when that begins.</summary>
    public const string Begun = "/root/begun";

    /// <summary>A package that needs one of those that apply installs.</summary>
    public const string Dependent = "/root/repository/lab-manager.deb";

    private const string Repository = """
        set -e
        systemctl mask apt-daily.timer apt-daily-upgrade.timer
        dpkg --purge $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' '*swtpm*' 'libtpms*' | sed -n 's/^installed //p')
        dpkg --install /usr/share/passthrough-rehearsal/packages/apt/*.deb
        mkdir -p /root/repository && cd /root/repository
        package() {
            mkdir -p $1/DEBIAN $1/usr/bin
            printf 'Package: %s\nVersion: 1\nArchitecture: all\nMaintainer: Lab <lab@localhost>\nDepends: %s\nDescription: for a test\n' $1 $2 > $1/DEBIAN/control
            printf '#!/bin/sh\n' > $1/usr/bin/$1
            chmod 755 $1/usr/bin/$1
        }
        package libtpms0 dpkg
        package swtpm libtpms0
        package swtpm-tools swtpm
        printf '#!/bin/sh\ntouch /root/begun\nwhile [ -e /root/slow ]; do sleep 1; done\n' > swtpm-tools/DEBIAN/postinst
        chmod 755 swtpm-tools/DEBIAN/postinst
        package lab-manager libtpms0
        for name in libtpms0 swtpm swtpm-tools lab-manager; do
            dpkg-deb --build $name $name.deb >/dev/null
            { dpkg-deb --field $name.deb; printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' $name.deb $(stat -c %s $name.deb) $(sha256sum < $name.deb | cut -d' ' -f1); } >> Packages
        done
        echo 'deb [trusted=yes] file:/root/repository ./' > /etc/apt/sources.list
        rm -f /etc/apt/sources.list.d/*
        apt-get update -o APT::Sandbox::User=root
        """;

    /// <summary>What is installed at first.</summary>
    public string PackagesAtFirst { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (await RunAsync(Repository)).Expect();
        ManifestAtFirst = await ManifestAsync();
        PackagesAtFirst = await PackagesAsync();
    }

    /// <summary>Every package that is installed, whole or in part, and the programs that those of the repository bring.</summary>
    public Task<string> PackagesAsync() => OutputAsync("dpkg-query -W -f '${db:Status-Abbrev} ${Package}\\n' | grep -v '^.[nc]'; ls /usr/bin | grep -E 'tpm|dpkg-new' || true");
}
