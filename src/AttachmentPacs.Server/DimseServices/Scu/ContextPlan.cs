using AttachmentPacs.Dicom;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>
/// Instances for one association, and the presentation contexts that it needs: each SOP class in each transfer syntax that an instance is stored
/// in, and in those that it can be re-encoded to. One transfer syntax a context, so that the peer says of each whether it takes it.
/// </summary>
internal sealed class ContextPlan
{
    // PS3.8 9.3.2.2: odd ids of one byte.
    private const int MaxContexts = 128;

    private readonly List<ProposedContext> _contexts = [];
    private readonly HashSet<(string SopClass, string Syntax)> _known = [];
    private readonly List<OutgoingInstance> _instances = [];

    public IReadOnlyList<ProposedContext> Contexts => _contexts;

    public IReadOnlyList<OutgoingInstance> Instances => _instances;

    /// <summary>Plans in the order of the instances: one, unless they need more contexts than an association can have.</summary>
    public static IEnumerable<ContextPlan> For(IEnumerable<OutgoingInstance> instances, bool isTranscodingAllowed)
    {
        var plan = new ContextPlan();
        foreach (OutgoingInstance instance in instances)
        {
            if (!plan.TryAdd(instance, isTranscodingAllowed))
            {
                yield return plan;
                plan = new ContextPlan();
                plan.TryAdd(instance, isTranscodingAllowed);
            }
        }

        if (plan.Instances.Count > 0) yield return plan;
    }

    /// <summary>The transfer syntaxes in which an instance can be sent, the one it is stored in first.</summary>
    public static IReadOnlyList<string> SyntaxesFor(string stored, bool isTranscodingAllowed)
    {
        string[] native = [TransferSyntax.ExplicitLittleEndian.Uid, TransferSyntax.ImplicitLittleEndian.Uid];
        if (stored.Length == 0) return native;
        return isTranscodingAllowed && native.Contains(stored) ? [stored, .. native.Where(uid => uid != stored)] : [stored];
    }

    private bool TryAdd(OutgoingInstance instance, bool isTranscodingAllowed)
    {
        string[] missing =
        [
            .. SyntaxesFor(instance.TransferSyntaxUid, isTranscodingAllowed).Where(uid => instance.SopClassUid.Length > 0 && !_known.Contains((instance.SopClassUid, uid))),
        ];
        if (_contexts.Count + missing.Length > MaxContexts) return false;
        foreach (string uid in missing)
        {
            _contexts.Add(OutgoingAssociation.Propose(_contexts.Count, instance.SopClassUid, uid));
            _known.Add((instance.SopClassUid, uid));
        }

        _instances.Add(instance);
        return true;
    }
}
