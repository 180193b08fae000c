using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Intent;

namespace Passthrough.Sessions.Usb;

/// <summary>Hands the devices of a profile to its guest, or takes them back: whichever is the other way round from now.</summary>
/// <param name="roots">The machine.</param>
/// <param name="libvirtUri">libvirt's daemon.</param>
public sealed class UsbSwap(HostRoots roots, string libvirtUri = LibvirtConnection.SystemUri)
{
    private readonly UsbLending lending = new(roots, libvirtUri);

    /// <summary>The profile of a name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public UsbProfile Find(string name)
    {
        var intent = IntentStore.Read(roots);
        return intent.UsbProfiles.FirstOrDefault(profile => string.Equals(profile.Name, name, StringComparison.Ordinal))
            ?? throw new NotFoundException(
                $"there is no USB profile '{name}'",
                intent.Path,
                intent.UsbProfiles.IsEmpty ? $"write one: usb-profiles: [ {{ name: {name}, guest: NAME, devices: [ \"1-4.2\" ] }} ]" : $"known are {string.Join(", ", intent.UsbProfiles.Select(profile => profile.Name))}");
    }

    /// <summary>Takes the devices back when the guest has all of them; else lends those that it does not have.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="isAgreed">True to lend what the host cannot well do without.</param>
    /// <param name="cancellation">Gives up; what went to the guest comes back.</param>
    /// <exception cref="PassthroughException">As <see cref="UsbLending"/> throws. What went to the guest has come back; what could come back has.</exception>
    public async Task<UsbSwapped> RunAsync(UsbProfile profile, bool isAgreed, CancellationToken cancellation = default)
    {
        var missing = profile.Devices.Where(device => !IsLent(profile, device)).ToList();
        return missing.Count == 0
            ? new UsbSwapped(false, await ReturnAsync(profile.Guest, profile.Devices.Reverse(), cancellation))
            : new UsbSwapped(true, await LendAsync(profile, missing, isAgreed ? UsbAgreement.Everything : profile.TakesLastInput ? UsbAgreement.LastInput : UsbAgreement.None, cancellation));
    }

    /// <summary>Takes back what the guest has of a profile; nothing when it has nothing.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="cancellation">Gives up waiting for its turn.</param>
    /// <exception cref="PassthroughException">As <see cref="UsbLending"/> throws; what could come back has.</exception>
    public Task<ImmutableArray<UsbLoan>> ReturnAsync(UsbProfile profile, CancellationToken cancellation = default) =>
        ReturnAsync(profile.Guest, profile.Devices.Reverse().Where(device => IsLent(profile, device)), cancellation);

    /// <summary>Takes back all that is lent to a guest, the last first; nothing when nothing is.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="cancellation">Gives up waiting for its turn.</param>
    /// <exception cref="PassthroughException">As <see cref="UsbLending"/> throws; what could come back has.</exception>
    public Task<ImmutableArray<UsbLoan>> ReturnAllAsync(string guest, CancellationToken cancellation = default) =>
        ReturnAsync(guest, lending.Lent().Where(loan => string.Equals(loan.Guest, guest, StringComparison.Ordinal)).Select(loan => new UsbName(null, loan.Port)).Reverse(), cancellation);

    /// <summary>Takes the devices back when a time has passed, when it is asked to end, or when the guest has ended, whose own end gives them back.</summary>
    /// <param name="profile">The profile; its devices are lent.</param>
    /// <param name="time">The time.</param>
    /// <param name="cancellation">Asks for the end; the devices are returned all the same.</param>
    /// <returns>What came back here; nothing after the guest's end.</returns>
    public async Task<ImmutableArray<UsbLoan>> ReturnAfterAsync(UsbProfile profile, TimeSpan time, CancellationToken cancellation)
    {
        using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
        {
            var process = SessionStore.Read(roots, profile.Guest)?.Process;
            await Task.WhenAny(Task.Delay(time, waiting.Token), process is null ? Task.CompletedTask : ProcessWait.ForEndAsync(process.Id, waiting.Token));
            await waiting.CancelAsync();
        }

        return await ReturnAsync(profile, CancellationToken.None);
    }

    private bool IsLent(UsbProfile profile, UsbName device) => lending.Lent().Any(loan => string.Equals(loan.Guest, profile.Guest, StringComparison.Ordinal) && device.Fits(loan.Ids, loan.Port));

    private async Task<ImmutableArray<UsbLoan>> LendAsync(UsbProfile profile, IEnumerable<UsbName> devices, UsbAgreement agreement, CancellationToken cancellation)
    {
        var lent = ImmutableArray.CreateBuilder<UsbLoan>();
        try
        {
            foreach (var device in devices)
            {
                lent.Add(await lending.LendAsync(device, profile.Guest, agreement, $"usb swap {profile.Name}", cancellation));
            }

            return lent.ToImmutable();
        }
        catch (Exception exception) when (exception is PassthroughException or OperationCanceledException)
        {
            await ReturnAsync(profile.Guest, lent.Select(loan => new UsbName(null, loan.Port)).Reverse(), CancellationToken.None);
            throw;
        }
    }

    // One that does not come back is no reason to leave the others.
    private async Task<ImmutableArray<UsbLoan>> ReturnAsync(string guest, IEnumerable<UsbName> devices, CancellationToken cancellation)
    {
        var back = ImmutableArray.CreateBuilder<UsbLoan>();
        PassthroughException? first = null;
        foreach (var device in devices)
        {
            try
            {
                back.Add(await lending.ReturnAsync(device, guest, cancellation));
            }
            catch (NotFoundException)
            {
                // The guest's end was faster.
            }
            catch (PassthroughException exception)
            {
                first ??= exception;
            }
        }

        return first is null ? back.ToImmutable() : throw first;
    }
}
